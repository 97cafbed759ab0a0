# The words of the practice picture (/progress). Gaps are never called missed.

progress-weeks = In the last { $weeks } weeks you practised { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} on { $days ->
    [one] 1 day
   *[other] { $days } days
}. This week: { $week-minutes ->
    [one] 1 minute
   *[other] { $week-minutes } minutes
} on { $week-days ->
    [one] 1 day
   *[other] { $week-days } days
}.
progress-hold = Your longest hold is { $hold } minutes, on the way to { $goal }.
progress-no-hold = Your longest hold will show here, on the way to { $goal } minutes.
progress-title = Your practice
progress-offer = I don't keep what you practise unless you ask me to. If you do, I keep the exercise, the time and how it felt, to show you your progress and to suggest the next step. You can stop and delete it at any time with /privacy delete.
progress-button-keep = Keep my practice
progress-button-stop = Stop keeping it
progress-kept = From now on I keep what you practise. After a session, say how it felt, then look at /progress.
progress-no-longer = I no longer keep what you practise. What was kept so far stays until you use /privacy delete.
