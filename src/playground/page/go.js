// Where to: set by main, used by whatever shows a link to a channel, so that modules need not know each other.

let opener = () => {};
export const onGo = (open) => { opener = open; };
export const go = (id) => opener(id);
