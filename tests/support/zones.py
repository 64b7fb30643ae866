"""Zones whose clocks do what a calendar must survive, each with a date on which they did."""

CHANGES = {
    "Africa/Casablanca": "2026-02-15",  # a winter month within the year's summer time
    "America/New_York": "2026-03-08",
    "America/Sao_Paulo": "2018-11-04",  # midnight does not exist
    "America/St_Johns": "2026-11-01",  # half an hour beside the others
    "Antarctica/Troll": "2026-10-25",  # two hours
    "Asia/Kathmandu": "1986-01-01",  # a quarter of an hour
    "Asia/Pyongyang": "2018-05-04",  # 23:30 was followed by 00:00
    "Asia/Shanghai": "1991-09-15",
    "Australia/Lord_Howe": "2026-04-05",  # half an hour
    "Europe/Berlin": "2026-10-25",
    "Europe/Dublin": "2026-03-29",  # winter is the exception there
    "Pacific/Apia": "2011-12-30",  # a date that never was
    "Pacific/Chatham": "2026-09-27",  # 02:45
    "UTC": "2026-11-01",
}
