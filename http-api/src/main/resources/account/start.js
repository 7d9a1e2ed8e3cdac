// A file of its own, because the pages' security policy allows no inline script.
"use strict";

const form = document.querySelector("form");
const button = form.querySelector("button");
const result = document.getElementById("result");

// What stands behind the # goes to no server and no referrer; taken out of the address, nobody finds it there later.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const pages = {
  "verify-address": {
    route: "v1/users/address-proofs",
    content: () => ({ token }),
    done: "Thank you: your address is confirmed. You can close this page.",
    over: "This link does not hold any more. Log in, and have a new one sent to you.",
  },
  "reset-password": {
    route: "v1/password-resets/confirm",
    content: () => ({ token, password: document.getElementById("password").value }),
    done: "Your new password is set. Log in with it.",
    over: "This link does not hold any more: it was used, or is older than 30 minutes. Ask for a new one.",
  },
};
const page = pages[form.id];

function tell(words, good) {
  result.className = good ? "good" : "bad";
  result.textContent = words;
  result.focus();
}

function finish(words, good) {
  form.hidden = true;
  document.getElementById("lead").hidden = true;
  tell(words, good);
}

// What is wrong with a password can be mended; a token cannot.
async function tellRefusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  const error = (problem.errors || [])[0];
  if (error && error.field === "password") {
    tell("The password " + error.message + ".", false);
  } else {
    finish(page.over, false);
  }
}

async function send() {
  const answer = await fetch(page.route, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept": "application/json" },
    body: JSON.stringify(page.content()),
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  if (answer.status === 204) {
    finish(page.done, true);
  } else if (answer.status === 422) {
    await tellRefusal(answer);
  } else if (answer.status === 429) {
    tell("Too many attempts came from your network. Wait a minute, then press the button again.", false);
  } else {
    tell("This did not work just now. Try again in a moment.", false);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await send();
  } catch (unreachable) {
    tell("Evently could not be reached. Try again in a moment.", false);
  } finally {
    button.disabled = false;
  }
});

const shown = document.getElementById("shown");
if (shown) {
  shown.addEventListener("change", () => {
    document.getElementById("password").type = shown.checked ? "text" : "password";
  });
}

if (!token) {
  finish("Open the link in the mail once more: this page alone does not know what it is for.", false);
}
