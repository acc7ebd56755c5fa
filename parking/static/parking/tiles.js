// Tiles of car parks keep themselves right; without a connection they show no number.
import { watch } from "../live.js";
import { blank, drawFace } from "./faces.js";

for (const tile of document.querySelectorAll("[data-car-park]")) {
  let last = null;
  watch(`car-park.${tile.dataset.carPark}`, (state) => drawFace(tile, (last = state)), {
    onMark: (mark) => {
      if (mark === "stale") blank(tile);
      else if (last) drawFace(tile, last);
    },
  });
}
