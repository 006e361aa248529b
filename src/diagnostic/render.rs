//! Rendering (text, JSON, GitHub, SARIF).
