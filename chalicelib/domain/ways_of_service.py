"""In which ways a document or a whole result reaches somebody (送达)."""

from typing import Final

OF_A_DOCUMENT: Final = ("opened", "sms", "phone", "window", "post")
OF_A_RESULT: Final = ("courier", "pickup", "confirmed", *OF_A_DOCUMENT)
"""Handed over, said by the officer to have arrived, or, where the document was the whole result, as that was served."""
