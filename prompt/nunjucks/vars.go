package nunjucks
