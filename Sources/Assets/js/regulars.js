// The one script of every page. The pages work without it; it adds what a page alone cannot do.
import "./forms.js";
import "./live.js";
import "./news.js";
import "./notices.js";
import "./draft.js";
import "./kept.js";
import "./presence.js";
import "./mention.js";
import "./prepared.js";
import "./marks.js";
import "./tags.js";
import "./shrink.js";
import "./person-finder.js";
import "./due.js";
import "./mail-frame.js";
import "./keys.js";
