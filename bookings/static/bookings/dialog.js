// A form in a native dialog: htmx fetches it from its own page, a deed that succeeded closes it.

import "./hold.js";

const part = "[data-dialog-part]";

/** Make `dialog` open addresses; returns { open(address, opener) }. `whenClosed(opener)` gives the focus back. */
export function formDialog(dialog, { whenClosed, whenDone }) {
  const body = dialog.querySelector(".dialog-body");
  const heading = dialog.querySelector("h2");
  let opener = null;
  let isLoading = false;

  dialog.addEventListener("close", () => {
    body.replaceChildren();
    isRefilling = isPressed = false;
    whenClosed(opener);
    opener = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) dialog.close();
  });
  // What the dialog cannot show (logged out, gone, broken) its own page can.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    dialog.addEventListener(name, (event) => {
      const address = event.detail.requestConfig?.path;
      if (address) location.assign(address);
    });
  }
  // Logged out meanwhile: the answer is another page, which deserves the whole window.
  dialog.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.serverResponse.includes("data-dialog-part") || event.detail.xhr.status === 204) return;
    event.detail.shouldSwap = false;
    location.assign(event.detail.requestConfig.path);
  });
  // Who presses Book while the form is being filled in anew means the new form: the old one is about to go.
  let isRefilling = false;
  let isPressed = false;
  dialog.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("[name=refill]")) isRefilling = true;
  });
  dialog.addEventListener(
    "submit",
    (event) => {
      if (!isRefilling || event.submitter?.name) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      isPressed = true;
    },
    true,
  );
  dialog.addEventListener("htmx:afterSettle", () => {
    isRefilling = false;
    if (isPressed) body.querySelector("form")?.requestSubmit();
    isPressed = false;
  });
  dialog.addEventListener("htmx:afterSwap", () => {
    const title = body.querySelector("[data-dialog-title]");
    if (title) heading.textContent = title.dataset.dialogTitle;
    body.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  });
  dialog.addEventListener("ruimte:done", (event) => {
    dialog.close();
    whenDone(event.detail.message);
  });

  return {
    async open(address, from) {
      if (isLoading || dialog.open) return;
      isLoading = true;
      opener = from;
      try {
        await htmx.ajax("GET", address, { source: body, target: body, swap: "innerHTML" });
      } finally {
        isLoading = false;
      }
      if (!body.querySelector(part)) return;
      dialog.showModal();
      (body.querySelector("#id_title") ?? body.querySelector("input, select, button"))?.focus();
    },
  };
}
