// Links to the Orders page. A plain click goes there without loading the dashboard anew.

import { element, instance, reconcile, setAttribute, setText, text } from "../kit/base.js";

function address(order, look) {
  const asked = new URLSearchParams(location.search);
  asked.set("order", order);
  asked.set("look", look);
  return `orders?${asked}`;
}

function createLink() {
  const link = element("a", "link");
  element("span", "sign", link).setAttribute("aria-hidden", "true");
  element("span", "", link);
  return link;
}

export default function (component) {
  const state = instance(component, (root) => ({ row: element("nav", "row", root) }));
  const { order, links } = component.data;
  state.row.hidden = !links.length;
  setAttribute(state.row, "aria-label", `More of order ${text(order)}`);
  reconcile(state.row, links, ([look]) => look, createLink, (link, [look, sign, words]) => {
    setText(link.children[0], sign);
    setText(link.children[1], words);
    const leads = look !== "jump";
    setAttribute(link, "href", leads ? address(order, look) : "#");
    setAttribute(link, "role", leads ? null : "button");
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      state.pick(look);
    };
  });
}
