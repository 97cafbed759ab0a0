# Discord AutoMod rules that the bot sets up; their names are shown in the server's AutoMod settings and on each alert.

automod-name-crisis = Unhunch: a crisis
automod-name-emergency = Unhunch: a symptom that cannot wait
automod-name-urgent = Unhunch: a symptom for a doctor
automod-name-precaution = Unhunch: ask before exercises
automod-name-worry = Unhunch: worn out by pain

# /settings automod
automod-set-up = Done: { $count ->
    [one] 1 AutoMod rule is
   *[other] { $count } AutoMod rules are
} in place. When a message sets one off, Discord shows it in <#{ $channel }>, and I reply to it as I would anywhere.
automod-refused = Discord did not take these, most likely because a server can have six keyword rules at most. Remove one of your own under Server Settings → AutoMod, then run this again:
    { $rules }
automod-limits = AutoMod looks for words. It does not see what they mean, so it finds less than I do and is wrong more often. { $count } of my rules cannot be put into words for it. If you can, switch on Message Content for me instead.
automod-removed = Done: { $count ->
    [0] there were no AutoMod rules of mine to remove.
    [one] my AutoMod rule is gone.
   *[other] my { $count } AutoMod rules are gone.
}
automod-needs-channel = AutoMod needs a channel for its alerts. Choose one in the same go: /settings moderators: #your-channel, automod: Set up the rules
automod-needs-permission = For this I need the permission “Manage Server”. Please give it to my role under Server Settings → Roles, then try again.
