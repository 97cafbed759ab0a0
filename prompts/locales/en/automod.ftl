# Discord AutoMod rules that the bot sets up; their names are shown in the server's AutoMod settings and on each alert.

automod-name-crisis = Unhunch: a crisis
automod-name-emergency = Unhunch: a symptom that cannot wait
automod-name-urgent = Unhunch: a symptom for a doctor
automod-name-precaution = Unhunch: ask before exercises
automod-name-worry = Unhunch: worn out by pain
