"""`python -m loaders.gazetteers`: make the gazetteer tables again."""

from loaders.gazetteers.commands import main

if __name__ == "__main__":
    main()
