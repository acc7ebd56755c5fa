// What pages keep in this browser about people lies under `ruimte-private:` with an end (`until`): it goes at that
// moment, at log-out from any page, and on any page that nobody is logged in to.
const PREFIX = "ruimte-private:";

/** Forget all of it, or only what is past its end. */
export function forgetPrivate({ onlyOld = false } = {}) {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    if (!onlyOld || isOld(key)) localStorage.removeItem(key);
  }
}

function isOld(key) {
  try {
    return !(JSON.parse(localStorage.getItem(key)).until > Date.now());
  } catch {
    return true;
  }
}

const leaving = document.querySelectorAll("form[data-logout]");
for (const form of leaving) form.addEventListener("submit", () => forgetPrivate());
forgetPrivate({ onlyOld: leaving.length > 0 });
