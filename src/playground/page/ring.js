// What a mention does: a short sound, a mark in the title, and a spoken message where it was sent to be spoken.

import { one } from "./dom.js";

let audio = null;
let waiting = 0;

/** Two soft notes. */
export function ring() {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") return;
    for (const [index, pitch] of [660, 880].entries()) {
      const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + index * 0.11;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    }
  } catch { /* a page without sound is fine */ }
}

// Browsers allow sound only after the first touch of the page.
addEventListener("pointerdown", () => { try { audio ??= new AudioContext(); audio.resume(); } catch { /* no sound */ } }, { once: true });

/** Speaks a message that was sent with text to speech. */
export function speak(text) {
  if ("speechSynthesis" in window && text) speechSynthesis.speak(new SpeechSynthesisUtterance(text.slice(0, 300)));
}

/** Says something to screen readers at once. */
export function announce(text) {
  one("announcer").textContent = text;
}

/** Marks the title while mentions wait in a page that is not looked at. */
export function markTitle(base, more = 0) {
  waiting = more ? waiting + more : 0;
  document.title = waiting ? `(${waiting}) ${base}` : base;
}
