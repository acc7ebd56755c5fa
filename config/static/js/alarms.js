// Evacuation and lockdown: every page that follows a live state of a house shows and hides its words in one way.

export function showAlarms(root, state) {
  for (const drill of root.querySelectorAll("[data-drill]")) drill.hidden = !state.is_drill;
  for (const alarm of root.querySelectorAll("[data-alarm]")) alarm.hidden = alarm.dataset.alarm !== state.mode;
}
