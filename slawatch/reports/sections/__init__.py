"""The sixteen parts of a report, a module each: what each says of a draft."""
