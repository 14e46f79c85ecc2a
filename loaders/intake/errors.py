"""Why a document cannot be read, in a sentence that says what to do."""

from loaders.errors import LoaderError


class IntakeError(LoaderError, ValueError):
    """A document cannot be read; `code` names the reason for whoever words it in another language."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
