# The card of /exercise. What to do, doses and cautions are in prompts/exercises/.

exercise-before = Before you start
exercise-position = **Position:** { $position }
exercise-kit = **You need:** { $kit }
exercise-level = **How hard:** { $level }
exercise-level-very-easy = very easy
exercise-level-easy = easy
exercise-level-medium = medium
exercise-level-hard = hard
exercise-no-screen = You won't be able to see a screen. The guided hold pings you at each step, so you can listen instead.

exercise-dose = How much
exercise-dose-source = **The source says:** { $dose }
exercise-dose-ours = **We suggest to begin with:** { $dose }
exercise-dose-next = **Next step, when it has felt easy for a week:** { $dose }

exercise-mistakes = Watch out for
exercise-not-for-you = Not for you if…
exercise-stop = When to stop
exercise-stop-rule = Move slowly, breathe normally, and keep it to a mild stretch. Stop, and don't go on, with sharp or spreading pain, new tingling, numbness or weakness, dizziness, chest pain, trouble breathing, a very bad headache, or trouble seeing or speaking. Then see /referral for help.
exercise-sources = Where this comes from
exercise-footer = General information, not medical advice. Someone who has examined you knows better.
exercise-start = Start guided hold
