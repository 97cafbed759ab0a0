# /settings

settings-title = Settings of this server
settings-changed = Saved.
settings-replies = Replies to messages
settings-replies-channel = In the channel, short, with a button for the private card
settings-replies-neutral = A neutral line in the channel; the details only privately
settings-replies-moderators = Only in the moderators' channel
settings-replies-off = Off
settings-moderators = Moderators' channel
settings-duty = Duty role
settings-country = Country
settings-ping = Replies ping the person
settings-sessions = Guided sessions
settings-sessions-ping = ping at each step
settings-sessions-silent = no notification
settings-sessions-spoken = ping, and read aloud
settings-quiet = Channels without replies
settings-none = not set
settings-yes = yes
settings-no = no
settings-wrong = Replies called not right
settings-wrong-line = { $rule }: { $count }
settings-foot = Change one with an option of /settings. The commands work in every channel.
settings-needs-channel = To tell only the moderators I need a channel for them. Set it together: /settings replies: Only the moderators' channel, moderators: #your-channel
