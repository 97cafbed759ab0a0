# Names and descriptions of the commands, as Discord lists them. At most 100 characters each.

command-exercise = See how to do an exercise: picture, steps, how much, and who should not do it
command-exercise-name = Which exercise? Start typing; other names and small typos are fine
command-exercise-private = Show it only to you

command-session = A timed session that tells you when to start, switch sides and rest
command-session-start = Start a guided session in a thread
command-session-start-exercise = Which exercise or routine? Start typing
command-session-start-hold = Seconds for each hold, within what is safe for the exercise
command-session-start-rounds = How many rounds in a set
command-session-start-private = Only you and the moderators can see the thread
command-session-start-together = Let others join in
command-session-start-spoken = Have the cues read aloud (Discord's text-to-speech)
command-session-pause = Pause your session
command-session-resume = Go on after a pause
command-session-skip = Skip to the next step
command-session-back = Go back to the start of the step
command-session-stop = End your session

command-progress = Your practice as a picture, only for you

command-referral = Where to get help: emergency number, someone to talk to, medical advice
command-referral-country = Which country? Leave it out to use the one you chose before

command-help = What this bot can do, and what it cannot

command-privacy = What this bot keeps about you, and how to change that
command-privacy-show = What is kept about you, and for how long
command-privacy-export = Get everything that is kept about you as a file
command-privacy-delete = Delete everything that is kept about you
command-privacy-opt-out = Stop the bot from replying to your messages
command-privacy-opt-in = Let the bot reply to your messages again

command-settings = Settings of this server (for people with Manage Server)
command-settings-replies = How the bot replies when a message worries it
command-settings-moderators = The channel where moderators are told
command-settings-duty = The role to tell about an emergency or a crisis
command-settings-country = The country whose numbers are shown
command-settings-ping = Whether a reply pings the person it is for
command-settings-sessions = How guided sessions reach the people in them
command-settings-automod = Let Discord's AutoMod look for worrying words where I cannot read messages
command-settings-quiet = A channel where the bot never replies to messages; choose it again to allow replies

command-check-message = Check this message

bot-status = /exercise · /session · /help
