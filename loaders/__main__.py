"""`python -m loaders`: the command line."""

from loaders.cli import main
from loaders.operating import journal

journal.start()
raise SystemExit(main())
