"""What people read, in English or Chinese: words, figures, dates."""
