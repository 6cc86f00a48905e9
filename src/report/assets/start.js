startTheme();
startContents();
startRankings();
startMap();
document.querySelectorAll("a.show").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  showOnMap(+link.dataset.place);
}));
root.classList.add("ready");
