# /help

help-title = What I can do for you
help-body = I help people with a sore mid back: I show exercises, count through them with you, and point to the right help when something sounds worrying.
help-exercise-title = Exercises
help-exercise =
    • **/exercise** shows how to do one: picture, steps, how much, and who should leave it out.
    • **/session start** counts you through it, step by step. **Stop** and **It hurts** are always there.
    • **/progress** shows what you practised, if you asked me to keep it.
help-notice-title = When a message worries me
help-notice =
    I may answer with where to get help. Nothing of your message is kept.
    • **/referral** shows the numbers for your country at any time, only to you.
    • **Check this message** (right-click or hold a message, then Apps) shows you alone what I would say to it.
help-private-title = Your data and this server
help-private =
    • **/privacy** shows what is kept about you, hands it out, deletes it, or stops my replies.
    • **/settings** is for people who manage this server.
help-cannot-title = What I cannot do
help-cannot = I'm a program. I can't examine you, tell you what you have, read a scan, or say that you are fit to exercise. When you are unsure, ask a doctor or a physio.
help-footer = In danger right now? Call your local emergency number first.
