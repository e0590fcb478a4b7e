// What the sidebar consists of. The button in the corner never moves: it opens the drawer on phones and folds the sidebar elsewhere.
import { shallowRef } from "vue";

/** @import { ShallowRef } from "vue" */
/** @import Arranging from "./listing/arranging.js" */
/** @import ChatList from "./listing/chat_list.js" */
/** @import SearchBox from "./listing/search_box.js" */
/** @import Filing from "./selecting/filing.js" */
/** @import Snack from "./snack.js" */

/** Its elements, and what is not drawn. */
export const setup = () => ({
  nav: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  start: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  opener: /** @type {ShallowRef<HTMLElement>} */ (shallowRef()),
  viewButton: /** @type {ShallowRef<HTMLElement | undefined>} */ (shallowRef()),
  list: /** @type {ShallowRef<InstanceType<typeof ChatList>>} */ (shallowRef()),
  filing: /** @type {ShallowRef<InstanceType<typeof Filing>>} */ (shallowRef()),
  search: /** @type {ShallowRef<InstanceType<typeof SearchBox>>} */ (shallowRef()),
  snack: /** @type {ShallowRef<InstanceType<typeof Snack>>} */ (shallowRef()),
  stops: /** @type {(() => void)[]} */ ([]),
  searchTimer: 0,
  arranging: /** @type {ShallowRef<Arranging>} */ (shallowRef()),
  isFirstWanted: false,
});

export const template = `
<div class="side" :class="{'is-open': isOpen, 'is-collapsed': isCollapsed}" @keydown="keepFocus">
  <button ref="opener" type="button" class="icon-button side-opener"
    :aria-label="isNarrow ? (isOpen ? 'Close chats' : 'Open chats') : 'Toggle sidebar'"
    :title="isNarrow ? null : (isCollapsed ? 'Show the sidebar' : 'Hide the sidebar')" :aria-expanded="String(!isHidden)" @click="toggle">
    <Icon :name="isNarrow ? (isOpen ? 'close' : 'menu') : 'sidebar'"/>
  </button>
  <div class="side-backdrop" @click="shut"></div>
  <nav ref="nav" class="side-nav" aria-label="Chats" :inert="isHidden">
    <div class="side-brand">
      <svg viewBox="0 0 24 24" fill="none" aria-hidden="true">
        <path d="M5.5 3.5h8A2.5 2.5 0 0116 6v.5h-5A4.5 4.5 0 006.5 11v3.2L3 17.5V6a2.5 2.5 0 012.5-2.5z" fill="currentColor"
          opacity="0.45"/>
        <path d="M11 8.5h7.5A2.5 2.5 0 0121 11v10.5L17.5 18H11a2.5 2.5 0 01-2.5-2.5V11A2.5 2.5 0 0111 8.5z" fill="currentColor"/>
      </svg>
      <span>Polylogue</span>
    </div>
    <div class="side-top">
      <a ref="start" class="side-link" href="/new" :aria-current="activeId === '/new' ? 'page' : null" @click="follow($event, '/new')">
        <Icon name="pencil"/>New chat</a>
      <a class="side-link" href="/compare" :aria-current="activeId === '/compare' ? 'page' : null" @click="follow($event, '/compare')">
        <Icon name="columns"/>Compare</a>
      <SearchBox ref="search" v-model="query" :spoken="chats.spoken" @down="$refs.list.firstRow()?.focus()" @enter="openFirst"
        @leave="leaveSearch"/>
    </div>
    <div v-if="selection.isOn" class="side-bar">
      <button type="button" class="icon-button" aria-label="End selecting" title="End selecting (Esc)" @click="endSelecting">
        <Icon name="close"/></button>
      <span class="side-picked" role="status">{{ selection.words }}</span>
      <button type="button" class="side-text-button" @click="pickAll">All</button>
    </div>
    <div v-else-if="chats.hasChats && !query" class="side-bar">
      <button ref="viewButton" type="button" class="side-view" :aria-label="'Show: ' + nameOf(chats.view)" aria-haspopup="menu"
        :aria-expanded="String(!!viewsFor)" @click="toggleViews">
        <Icon v-if="chats.view.kind !== 'all'" :name="iconOf(chats.view)"/><span>{{ nameOf(chats.view) }}</span><Icon name="chevron"/>
      </button>
      <button type="button" class="icon-button" aria-label="Select chats" title="Select chats" @click="select()"><Icon name="tick"/>
        </button>
    </div>
    <ChatList ref="list" :listing="chats.listing" :selection="selection" :active-id="activeId" :menu-id="menuFor?.id" :renaming="renaming"
      :is-search="Boolean(query)" :is-shown="!isHidden" :empty-text="chats.emptyText" @follow="follow" @menu="toggleMenu" @pick="pick"
      @renamed="endRename"
      @scrolled="scrolled" @escape="escapeFromList" @above="$refs.search.focus()" @deserted="focusStart"/>
    <PickedTools v-if="selection.isOn" :count="selection.count" :is-archived="isAllArchived" @act="doWithPicked"
      @ask="(kind, anchor) => $refs.filing.ask(kind, anchor, selection.ids)"/>
    <div v-else class="side-bottom">
      <a class="side-link" href="/settings" :aria-current="activeId === '/settings' ? 'page' : null" @click="follow($event, '/settings')">
        <Icon name="gear"/>Settings</a>
      <RunningLink :chats="chats.runningCount" :suites="suiteCount" :is-active="activeId === '/running'"
        @follow="follow($event, '/running')"/>
      <a class="icon-button" href="/stats" aria-label="Statistics" title="Statistics" :aria-current="activeId === '/stats' ? 'page' : null"
        @click="follow($event, '/stats')"><Icon name="bars"/></a>
      <MorePages :active-id="activeId" :has-keys="!isNarrow" @follow="follow"/>
      <ThemeButton @choose="(theme) => act('theme', null, { theme })" @change="arranging.soon()"/>
    </div>
    <ChatMenu v-if="menuFor" :key="menuFor.id" :anchor="menuFor.anchor" :chat="menuFor.chat" @choose="choose"/>
    <ViewMenu v-if="viewsFor" :anchor="viewsFor.anchor" :views="viewsFor.views" :view="chats.view" @choose="show"/>
    <Filing ref="filing" :chats="chats" @send="file"/>
  </nav>
  <Snack ref="snack" @undo="(key) => act('undo', null, { key })"/>
</div>`;
