"""Documents in a story: letters, e-mails, diary entries, messages and transcripts, with who writes them to whom.

They are told by their layout alone: a salutation that is a paragraph of its own, a signature, fields such as *From:*, a date that
opens an entry, lines that begin with the name of whoever says them. A letter in quotation marks is speech (`quotations`).
"""

from fabula.annotate.documents.document import Document, Message
from fabula.annotate.documents.finding import find_documents, with_messages

__all__ = ["Document", "Message", "find_documents", "with_messages"]
