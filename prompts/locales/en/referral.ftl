# /referral: where to get help. The numbers are in prompts/replies/regions.toml.

referral-title = Where to get help: { $country }
referral-title-unknown = Where to get help
referral-body = If someone is in danger now, call the emergency number first. You don't have to be sure that it is serious enough.
referral-emergency = Emergency
referral-crisis = Someone to talk to, when life feels like too much
referral-advice = Medical advice, when it is not an emergency
referral-not-confirmed = { $line }, not confirmed
referral-checked = Numbers last looked at on { $date }. If one doesn't work, use your local emergency number.
referral-choose-first = Choose your country below to see its numbers. I remember it for you; /privacy shows how to change that.
referral-menu = Another country: { $first } to { $last }
