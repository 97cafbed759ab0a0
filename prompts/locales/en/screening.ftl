# Words around an automatic reply to a message. The replies themselves are in prompts/replies/.

reply-button-card = Show where to get help
reply-button-not-right = Not right?
reply-button-stop = Stop these replies

# A neutral line for servers that want no details in the channel.
reply-neutral = I have a private note for you about what you wrote. Press the button to read it. Only you will see it.

reply-not-right-thanks = Thank you for telling me. I noted that this reply was not right, and nothing of your message. If you are unsure about how you feel, please still ask a doctor or a nurse line.
reply-not-right-again = Thank you, that reply is already noted.
reply-stopped = I will not reply to your messages any more. If you change your mind, use /privacy opt-in. Commands such as /referral still work for you.
reply-not-yours = This button is for the person the reply was for. For your own numbers use /referral.

# What moderators see in their channel. It names no illness and quotes nothing.
moderators-title-urgent = A member may need help now
moderators-title-calm = A member may need a kind word
moderators-body = <@{ $user }> wrote a message that may need someone to look: { $link }
moderators-next-crisis = They may be in danger from themselves. Please read it now, answer kindly, and share the crisis line from /referral.
moderators-next-emergency = It may describe a symptom that cannot wait. Please read it now and encourage them to call their emergency number.
moderators-next-urgent = It may describe a symptom that a doctor should see soon. Please encourage them to call one today.
moderators-next-precaution = They may need a check-up before they do these exercises.
moderators-next-worry = They sound worn out by pain. A kind answer may help.
moderators-answered = I replied to them in the channel.
moderators-not-answered = I did not reply in the channel.
moderators-claim = I'm looking after this
moderators-claimed = <@{ $user }> is looking after this.
moderators-claimed-already = Someone is already looking after this.

# The message menu "Check this message".
explain-title = What I see in this message
explain-nothing = I see nothing here that I would reply to. That is not a promise that all is well: if someone is worried, a doctor or nurse line can help. /referral shows numbers.
explain-crisis = I would reply with a crisis line: this may be someone in danger from themselves.
explain-emergency = I would reply: get help now. This may describe a symptom that cannot wait.
explain-urgent = I would reply: see a doctor soon. This may describe a symptom that should be checked.
explain-precaution = I would reply: ask before you do these exercises.
explain-worry = I would reply with a kind word: this sounds like someone worn out by pain.
explain-fired = What I noticed
explain-fired-line = “{ $words }” ({ $rule })
explain-fired-model = the whole message, read by the language model ({ $percent } % sure)
explain-silenced = What I noticed and let pass
explain-silenced-line = “{ $words }” ({ $rule }), because of { $by }
explain-by-negation = a “no” or “not” before it
explain-by-past = it being in the past
explain-by-experiencer = it being about someone else
explain-by-hypothetical = it being an “if” or a worry
explain-by-quote = it being a quote
explain-by-educational = it being a general question
explain-by-exception = words that make it something else
explain-by-model = the language model, which is sure it is nothing of the kind
explain-by-joke = it being a joke or a figure of speech
explain-foot = I can be wrong in both ways. Only you can see this, and nothing of the message is kept.
