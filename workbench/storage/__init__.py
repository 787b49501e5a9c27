"""SQLite, migrations, atomic files, journal, workspace folder."""
