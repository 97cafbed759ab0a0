# /privacy

privacy-title = What I keep about you
privacy-body = As little as I can. Here is all of it.
privacy-kept-title = Kept
privacy-kept =
    • **Sessions you start or join:** server, channel, exercise, language, times, and how it felt if you pressed a button. For 30 days. Where I'm not a member, also Discord's key for answering you, until the session ends.
    • **Replies:** when you last got which kind of reply, or called one “not right”, so that I don't repeat myself. For 7 days. The id of a message I answered, without your name: for 1 day.
    • **Your choices:** country, whether I may reply, whether your practice is kept, and when I last asked you the safety questions. Until you delete them.
    • **Practice:** exercise, dose and time of finished sessions, only if you asked for it. Until you delete it.
privacy-never-title = Never kept
privacy-never = The text of your messages, your name, and your answers about your health. They are never stored and never written to a log.
privacy-yours-title = Your choices now
privacy-replies-on = I may reply to your messages.
privacy-replies-off = I don't reply to your messages.
privacy-history-on = Your practice is kept.
privacy-history-off = Your practice is not kept.
privacy-country = Your country: { $country }.
privacy-country-none = Your country: not chosen.
privacy-change-title = Change it
privacy-change =
    • **/privacy export** hands you everything as a file.
    • **/privacy delete** deletes everything.
    • **/privacy opt-out** and **opt-in** stop and allow my replies.
privacy-exported = Here is everything I keep about you. Only you can see this.
privacy-deleted = Done: everything I kept about you is deleted, and a session you had running has ended. That includes your choices, so I may reply to your messages again. If you don't want that, use /privacy opt-out; I then keep only that one wish.
privacy-opted-out = I won't reply to your messages any more. Commands still work for you, and /referral shows where to get help. /privacy opt-in changes it back.
privacy-opted-in = Thank you. I may reply to your messages again when something sounds worrying.
