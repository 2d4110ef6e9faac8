// The decision panel's page as text: fixed markup, a strict policy, nothing of the user's in it.

export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  readonly nonce: string;
}

/** Only our script (by nonce) and our style sheet run; no images, fonts, frames, connections, forms or inline styles. */
export function contentSecurityPolicy(cspSource: string, nonce: string): string {
  return [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "connect-src 'none'",
  ].join("; ");
}

export function decisionPage({ script, style, cspSource, nonce }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(cspSource, nonce)}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${style}">
  <title>Decision</title>
</head>
<body>
  <header>
    <h1 id="process">…</h1>
    <div class="actions">
      <button id="pick" type="button">Other process…</button>
      <button id="text" type="button">Open as text</button>
    </div>
  </header>
  <p id="trouble" role="alert" hidden></p>
  <main>
    <section id="result-section" aria-labelledby="result-title">
      <h2 id="result-title">Decision</h2>
      <div id="result" role="status" aria-live="polite">
        <div class="card"><h3>Hints as written</h3><p id="baseline" class="headline"></p><p id="baseline-policy"></p><p id="baseline-path" class="path"></p></div>
        <div class="arrow" aria-hidden="true">⟶</div>
        <div class="card after"><h3>What if</h3><p id="outcome" class="headline"></p><p id="outcome-policy"></p><p id="outcome-path" class="path"></p></div>
        <p id="verdict"></p>
        <ul id="differences"></ul>
      </div>
    </section>
    <section id="form-section" aria-labelledby="form-title">
      <h2 id="form-title">What if…</h2>
      <div id="form"></div>
      <button id="reset" type="button" class="secondary">Back to the manifest</button>
    </section>
    <section aria-labelledby="flips-title">
      <h2 id="flips-title">Where it flips</h2>
      <ul id="flips"></ul>
    </section>
    <section id="ladder-section" class="wide" aria-labelledby="ladder-title">
      <h2 id="ladder-title" tabindex="-1">Ladder</h2>
      <table>
        <thead><tr><th scope="col">Rung</th><th scope="col">Because</th></tr></thead>
        <tbody id="ladder"></tbody>
      </table>
    </section>
  </main>
  <footer>Nothing here is written to the manifest or run against a database.</footer>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
