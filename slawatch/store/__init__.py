"""Facts for ever, figures for a while: SQLite and PostgreSQL behind one contract."""
