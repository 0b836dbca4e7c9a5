//! Articles written to do harm to whoever shows them: tags, overrides of the reading direction, giants.

use std::path::Path;

/// Writes them into `folder`. Invented, like the people in them.
pub(super) fn write(folder: &Path) -> Result<(), String> {
    let tags = "---\ntitle: <script>window.harmed = 1</script> Borduria \"refuses\" <img src=x onerror=harmed=1>\n\
                outlet: <b>Harbour</b> & <i onmouseover=alert(1)>Post</i>\npublished: 1905-08-21\n\
                url: javascript:alert(1)\nauthor: \"</title><svg onload=harmed=1>\"\n---\n\
                BORDAVIA, Aug. 21 - Witte said on Monday that <script>window.harmed = 1</script> Russia rejects any \
                payment <iframe src=javascript:alert(1)></iframe> \"whatever <a href='javascript:alert(1)'>the name\"</a>.\n\n\
                --><style>*{display:none}</style> {{ 7 * 7 }} {% if x %} &lt;script&gt; ]]> <!-- Komura demanded \
                Sakhalin \"'\"><mark id=here>.\n";
    let turned = "---\ntitle: \u{202E}Turned round\u{2066}\noutlet: \u{202E}tsoP\npublished: 1905-08-22\n---\n\
                  The envoy \u{202E}said\u{202C} that \u{2067}Japan demands\u{2069} the whole of Sakhalin. \
                  \u{5E9}\u{5DC}\u{5D5}\u{5DD} said \u{200F}the delegate, \u{FEFF}Russia refused.\n";
    let giant = format!(
        "---\ntitle: {}\noutlet: Long Post\npublished: 1905-08-23\n---\n{}\n\nJapan demands an indemnity.\n",
        "W".repeat(3_000),
        // In a language that is not read: what is shown is as long, and drawing the record up takes no minutes.
        "Le gouvernement a refusé de payer une indemnité, a dit mardi le délégué à la conférence. "
            .repeat(12_000)
    );
    let solid = format!(
        "---\ntitle: One word\noutlet: Long Post\npublished: 1905-08-24\n---\n{}\n",
        "é".repeat(500_000)
    );
    std::fs::create_dir_all(folder).map_err(|e| format!("could not make {}: {e}", folder.display()))?;
    for (name, text) in
        [("tags.md", tags), ("turned.md", turned), ("giant.md", giant.as_str()), ("solid.md", solid.as_str())]
    {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|e| format!("could not write {}: {e}", path.display()))?;
    }
    Ok(())
}
