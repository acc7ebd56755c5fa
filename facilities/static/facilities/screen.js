// A screen's start page: asks every two seconds whether it was paired, and loads anew when something changed.

const main = document.querySelector("[data-screen-state]");
const EVERY = 2_000;
const REFUSED_EVERY = 60_000;

async function ask() {
  try {
    const answer = await fetch(main.dataset.ask, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(10_000) });
    if (answer.ok) {
      const { state } = await answer.json();
      if (state !== main.dataset.screenState) {
        location.reload();
        return;
      }
    }
  } catch {
    // The server is away; ask again.
  }
  setTimeout(ask, EVERY);
}

// Too many screens asked for codes: wait for the window to end rather than ask for the state of nothing.
if (main.dataset.screenState === "none") setTimeout(() => location.reload(), REFUSED_EVERY);
else setTimeout(ask, EVERY);
