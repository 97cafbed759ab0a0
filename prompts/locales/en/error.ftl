# What is said when something does not work. Each says what to do next.

error-internal = Something went wrong on my side. Nothing you did is lost; please try again in a minute.
error-command-outdated = This command has changed. Please reload Discord (Ctrl+R, or close and open the app) and try again.
error-bad-option = I could not read one of the options. Please pick one from the list, or check the number.
error-manager-only = Only people with the permission “Manage Server” can do that. Please ask one of them.
error-server-only = That works in a server only. Please use it there.
error-not-here = I can't do that here. Please try it in a text channel of a server, or in a direct message to me.
error-unknown-exercise = I don't know an exercise called “{ $name }”. Start typing after /exercise and pick one from the list.
error-unknown-exercise-near = I don't know an exercise called “{ $name }”. Did you mean: { $near }?
error-unknown-country = I have no numbers for “{ $country }” yet. Leave the country out to see numbers that work in many places, or find a line near you at findahelpline.com. In danger right now, call your local emergency number.
