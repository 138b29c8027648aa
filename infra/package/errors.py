class PackagingError(Exception):
    """The project as it stands cannot be packaged; the text says what to change and where."""

    code = "packaging"
