"""The grammar of government plans: normalised text, lexicons, toponyms, lists, routes, stages."""
