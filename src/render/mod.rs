//! Templates, themes, filters and Markdown: page values in, bytes out.
