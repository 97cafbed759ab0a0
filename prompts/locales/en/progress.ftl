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
