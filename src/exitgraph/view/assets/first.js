document.body.classList.remove("no-script");
