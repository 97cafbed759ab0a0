# The guided session: card, cues, questions, refusals. Cue words come from the exercise files.

# Refusals and remedies
session-old-button = This button is out of date. Please use /session start.
session-unknown = I don't know an exercise called “{ $name }”. Start typing in /session start and pick one from the list.
session-unknown-near = I don't know an exercise called “{ $name }”. Did you mean: { $near }?
session-hold-limits = For { $exercise } a hold can be { $low } to { $high } seconds; { $wanted } is outside that. Please choose one in between.
session-rounds-limits = For { $exercise } you can do { $low } to { $high } rounds; { $wanted } is outside that. Please choose a number in between.
session-no-hold = { $exercise } has no hold to change. You can choose the rounds instead.
session-routine-dose = { $routine } has its own times. Start it without hold and rounds, or start one of its exercises.
session-cannot-post = I need the permission “{ $permission }” in this channel. Someone with Manage Server can set it under Edit Channel → Permissions.
session-channel-gone = That channel is gone. Please start the session in another one.
session-place-closed = Nothing can be posted here: this thread is locked, or it isn't a place for messages. Please start the session in a text channel.
session-not-now = Discord isn't answering well just now, so nothing was started. Please try again in a minute.
session-private-impossible = I can't open a private thread here: the permission “{ $permission }” is missing. Start it without “private”, or in a direct message to me.
session-busy = You already have a session running: { $title } in <#{ $channel }>. Finish that one first, or stop it and start this one.
session-busy-instead = Stop it, start this
session-none = There is no session running for you. Use /session start to begin one.
session-over = That session is over. Use /session start for a new one.
session-strangers = Only people in this session can use its buttons. You can start your own with /session start.
session-not-together = This session is for one person. You can start your own with /session start.
session-joined-already = You are in this session already.
session-in-another = You are in another session. Stop that one first, then join here.

# The card
session-opened-thread = Your session is ready: <#{ $channel }>
session-opened-here = Your session starts here, right below.
session-here-permission = I run this here, because I may not open a thread: the permission “{ $permission }” is missing. Someone with Manage Server can set it.
session-here-limit = I run this here, because the server has as many open threads as Discord allows.
session-here-no-threads = I run this here, because a thread for a session can't be opened in this kind of channel.
session-card-stop-rule = Move slowly and keep breathing. A mild stretch is fine, pain is not: press **It hurts** and the session stops at once.
session-card-now = Now
session-card-next = Then
session-card-steps = What to do
session-card-dose = How much
session-card-plan = The plan
session-card-length = About { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. I'll tell you each step, so you don't have to watch the screen.
session-scene-ready = Get into position: { $position }
session-scene-loop = { $position }. Then follow the picture: { $phases }
session-scene-side = { $words } ({ $side })
session-scene-exercise = { $exercise }: { $words }
session-scene-done = Come out slowly, and that's it
session-dose-hold = { $rounds ->
    [one] 1 hold
   *[other] { $rounds } holds
} of { $seconds } seconds
session-dose-rounds = { $rounds ->
    [one] 1 time
   *[other] { $rounds } times
}
session-dose-sides = on each side
session-dose-sets = { $sets } sets
session-in-place = I'm not a member here, so Discord lets me speak only five times, and for 15 minutes. I'll call the most important steps. In between, follow this plan at your own pace.
session-in-place-long = The plan is longer than that: I'll tell you when I have to stop, and you do the rest by hand. In a direct message to me I can count to the end.
session-in-place-last = From here on I can't speak any more. Do the rest of the plan at your own pace, and stop when it hurts.

# Buttons
session-button-pause = Pause
session-button-resume = Go on
session-button-skip = Skip
session-button-back = Back
session-button-stop = Stop
session-button-hurts = It hurts
session-button-join = Join in

# Cues
session-left = left side
session-right = right side
session-round = { $round } of { $rounds }
session-set = set { $set } of { $sets }
session-get-ready = **Get ready: { $exercise }.** { $position }. We start in { $seconds } seconds.
session-go = **{ $words }**: { $seconds } seconds
session-go-left = **{ $words }**: { $seconds } seconds left
session-phase = { $words }, { $seconds } s
session-paced = **Go, follow the picture:** { $phases }. { $rounds ->
    [one] Once.
   *[other] { $rounds } times.
}
session-rest = **Rest** for { $seconds } seconds
session-set-rest = **Rest** for { $seconds } seconds before the next set
session-switch = **Switch sides**: { $side }. { $seconds } seconds to turn.
session-release = **And out.** { $words }
session-done = **Done: { $title }.** Nice work. Have a sip of water and move around a little. How did it feel?
session-again = On we go. { $words }

# Steering
session-joined = You're in: { $title }. I'll mention you at each step. Stop and It hurts are only for you.
session-left-early = You're out of this session; the others go on.
session-paused = Paused. Take the time you need. The session ends by itself after 15 minutes.
session-paused-already = It is paused already. Press **Go on** when you're ready.
session-runs-already = It is running already.
session-resumed = On we go.
session-skipped = Skipped to the next step.
session-went-back = Back to the start of the step.
session-stopped = Stopped. That's fine, a little is better than nothing. See you next time.
session-away = I was away for { $seconds } seconds, sorry. Rest if you are still holding. **Go on** takes up the next step, **Back** starts the last one again.
session-unanswered = Nobody answered for a while, so I've ended this session. Come back whenever you like with /session start.
session-ended-fault = Something went wrong on my side and this session can't go on. Please come out of the position gently.

# It hurts
session-hurt-ask = Stopped. Come out of the position slowly and breathe. How does it hurt?
session-hurt-sharp = Sharp or spreading
session-hurt-numb = Numb, tingling or weak
session-hurt-chest = Chest or breath
session-hurt-tired = Just tired
session-hurt-tired-advice = Being tired is a good reason to stop. Rest today, and next time try half the time or half the range.
session-hurt-unanswered = I've ended this session. A mild stretch is fine; sharp, spreading or growing pain, numbness, weakness, dizziness or chest pain is not. If you have any of those, use /referral to see who to call, and get help now if it is strong.

# How did it feel?
session-feel-easier = Easier
session-feel-same = The same
session-feel-worse = Worse
session-felt-easier = Good to hear. When the last few felt easy, you can take the next step up.
session-felt-same = Thank you. Stay with this for now; steady is good.
session-felt-worse = Thank you for telling me. Leave it out today, and next time try half the time or half the range. If it still hurts, or lasts more than a day, ask a physio or a doctor. /referral shows where to get help.
