// Sets the theme before the first paint. Kept out of the bundle so that no inline script is needed.
(function () {
  var choice = null;
  try {
    choice = JSON.parse(localStorage.getItem('tensorguard.preferences') || '{}').theme;
  } catch {
    choice = null;
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
