"""Which instants count: the only home of time zones and clock changes."""
