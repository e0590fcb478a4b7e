// What the sidebar consists of. The button in the corner never moves: it opens the drawer on phones and folds the sidebar elsewhere.
export default `
<div class="side" :class="{'is-open': isOpen, 'is-collapsed': isCollapsed}" @keydown="keepFocus">
  <button ref="opener" type="button" class="icon-button side-opener" :aria-label="isNarrow ? (isOpen ? 'Close chats' : 'Open chats') : 'Toggle sidebar'"
          :title="isNarrow ? null : (isCollapsed ? 'Show the sidebar' : 'Hide the sidebar')" :aria-expanded="String(!isHidden)" @click="toggle">
    <Icon :name="isNarrow ? (isOpen ? 'close' : 'menu') : 'sidebar'"/>
  </button>
  <div class="side-backdrop" @click="shut"></div>
  <nav ref="nav" class="side-nav" aria-label="Chats" :inert="isHidden">
    <div class="side-brand">
      <svg viewBox="0 0 24 24" fill="none" aria-hidden="true">
        <path d="M5.5 3.5h8A2.5 2.5 0 0116 6v.5h-5A4.5 4.5 0 006.5 11v3.2L3 17.5V6a2.5 2.5 0 012.5-2.5z" fill="currentColor" opacity="0.45"/>
        <path d="M11 8.5h7.5A2.5 2.5 0 0121 11v10.5L17.5 18H11a2.5 2.5 0 01-2.5-2.5V11A2.5 2.5 0 0111 8.5z" fill="currentColor"/>
      </svg>
      <span>Polylogue</span>
    </div>
    <div class="side-top">
      <a ref="start" class="side-link" href="/new" :aria-current="activeId === '/new' ? 'page' : null" @click="follow($event, '/new')"><Icon name="pencil"/>New chat</a>
      <a class="side-link" href="/compare" :aria-current="activeId === '/compare' ? 'page' : null" @click="follow($event, '/compare')"><Icon name="columns"/>Compare</a>
      <div class="side-search" @focusin="isSearchFocused = true" @focusout="isSearchFocused = false">
        <Icon name="search"/>
        <input ref="search" v-model="query" type="search" aria-label="Search chats" placeholder="Search" autocomplete="off" spellcheck="false" maxlength="500"
               aria-describedby="side-help" @keydown="searchKey">
        <div id="side-help" class="side-help" :class="{'is-shown': isHelpShown}">
          <p>Words from titles, prompts and answers; “in quotes” for a phrase. Narrow it down by</p>
          <div class="side-filters"><button v-for="[name, words] in filters" :key="name" type="button" class="side-filter" tabindex="-1" :title="words"
            @mousedown.prevent @click="addFilter(name)">{{ name }}</button></div>
        </div>
        <p v-if="dateHint" class="side-hint" role="status">{{ dateHint }}</p>
        <div class="only-spoken" aria-live="polite">{{ spoken }}</div>
      </div>
    </div>
    <div v-if="isSelecting" class="side-bar">
      <button type="button" class="icon-button" aria-label="End selecting" title="End selecting (Esc)" @click="endSelecting"><Icon name="close"/></button>
      <span class="side-picked" role="status">{{ pickedWords }}</span>
      <button type="button" class="side-text-button" @click="pickAll">All</button>
    </div>
    <div v-else-if="hasChats && !query" class="side-bar">
      <button ref="viewButton" type="button" class="side-view" :aria-label="'Show: ' + nameOf(view)" aria-haspopup="menu" :aria-expanded="String(!!viewsFor)" @click="toggleViews">
        <Icon v-if="view.kind !== 'all'" :name="iconOf(view)"/><span>{{ nameOf(view) }}</span><Icon name="chevron"/>
      </button>
      <button type="button" class="icon-button" aria-label="Select chats" title="Select chats" @click="select()"><Icon name="tick"/></button>
    </div>
    <div ref="list" class="side-list" tabindex="-1" @scroll.passive="look(); menuFor = null; choice = isSelecting ? choice : null" @keydown="walk">
      <ul :style="{height: listing.height + 'px'}">
        <li v-for="line in visible" :key="line.key" :style="{transform: 'translateY(' + line.top + 'px)', height: line.height + 'px'}"
            :class="line.head ? 'side-head' : 'side-row'" :data-chat="line.chat?.id" :data-key="line.key" :aria-setsize="line.chat ? listing.count : null" :aria-posinset="line.place">
          <template v-if="line.head">{{ line.head }}</template>
          <input v-else-if="renaming === line.chat.id" v-model="title" class="side-rename" aria-label="Chat title"
                 @keydown.enter.prevent.stop="!$event.isComposing && endRename(true)" @keydown.esc.prevent.stop="endRename(false)" @blur="endRename(true)">
          <button v-else-if="isSelecting" type="button" class="side-pick" role="checkbox" :aria-checked="String(isPicked(line.chat.id))" :aria-label="line.chat.title"
                  @click="pick($event, line)"><span class="side-box"><Icon name="check"/></span><span class="side-title" dir="auto">{{ line.chat.title }}</span></button>
          <template v-else>
            <a :href="'/chat/' + line.chat.id + line.chat.place" :aria-label="line.chat.title + (line.chat.lane && ', ' + line.chat.lane)" :title="line.chat.title.length > 30 ? line.chat.title : null"
               :aria-current="line.chat.id === activeId ? 'page' : null" @click="follow($event, line.chat.id)">
              <span class="side-words">
                <span class="side-title" dir="auto"><span v-if="query && line.chat.isArchived" class="side-tag">Archived</span><template v-if="!line.chat.marked">{{ line.chat.title }}</template
                ><component v-for="(piece, i) in line.chat.marked" :key="i" :is="piece[1] ? 'mark' : 'span'">{{ piece[0] }}</component></span>
                <span v-if="line.chat.snippet" class="side-snippet" dir="auto"><bdi v-if="line.chat.lane" class="side-lane">{{ line.chat.lane }}</bdi><component v-for="(piece, i) in pieces(line.chat.snippet)" :key="i" :is="piece[1] ? 'mark' : 'span'">{{ piece[0] }}</component></span>
              </span>
              <span v-if="line.chat.tags.length && !query" class="side-tag" :title="line.chat.tags.join(', ')">{{ line.chat.tags[0] }}<template v-if="line.chat.tags.length > 1"> +{{ line.chat.tags.length - 1 }}</template></span>
              <span v-if="line.chat.isAsking" class="side-state is-asking" role="status" aria-label="Question" title="Question: it waits for you">?</span>
              <span v-else-if="line.chat.isRunning" class="side-state is-running" role="status" aria-label="Generating" title="Generating"><span class="only-spoken">Generating</span></span>
              <span v-else-if="line.chat.isUnread" class="side-state is-unread" role="status" aria-label="Unread" title="Unread"><span class="only-spoken">Unread</span></span>
            </a>
            <button type="button" class="side-more" aria-label="Chat menu" aria-haspopup="menu" :aria-expanded="String(menuFor?.id === line.chat.id)"
                    @click="toggleMenu($event, line.chat)"><Icon name="dots"/></button>
          </template>
        </li>
      </ul>
      <p v-if="emptyText" class="side-empty">{{ emptyText }}</p>
    </div>
    <div v-if="isSelecting" class="side-actions" role="toolbar" aria-label="With the selected chats">
      <button type="button" :disabled="!pickedCount" @click="ask('move', $event.currentTarget, picked)"><Icon name="folder"/>Move</button>
      <button type="button" :disabled="!pickedCount" @click="ask('tag', $event.currentTarget, picked)"><Icon name="label"/>Tag</button>
      <button type="button" :disabled="!pickedCount" @click="doWithPicked(isAllArchived ? 'unarchive' : 'archive')"><Icon name="archive"/>{{ isAllArchived ? 'Unarchive' : 'Archive' }}</button>
      <button type="button" :disabled="!pickedCount" aria-haspopup="menu" @click="toggleFormats"><Icon name="download"/>Export</button>
      <button type="button" class="is-danger" :disabled="!pickedCount" @click="doWithPicked('delete')"><Icon name="trash"/>Delete</button>
    </div>
    <div v-else class="side-bottom">
      <a class="side-link" href="/settings" :aria-current="activeId === '/settings' ? 'page' : null" @click="follow($event, '/settings')"><Icon name="gear"/>Settings</a>
      <RunningLink :chats="runningCount" :suites="suiteCount" :is-active="activeId === '/running'" @follow="follow($event, '/running')"/>
      <a class="icon-button" href="/stats" aria-label="Statistics" title="Statistics" :aria-current="activeId === '/stats' ? 'page' : null" @click="follow($event, '/stats')"><Icon name="bars"/></a>
      <MorePages :active-id="activeId" :has-keys="!isNarrow" @follow="follow" @keys="showShortcuts"/>
      <button type="button" class="icon-button" :aria-label="'Theme: ' + theme" :title="'Theme: ' + theme" @click="nextTheme"><Icon :name="themeIcon"/></button>
    </div>
    <ChatMenu v-if="menuFor" :key="menuFor.id" :anchor="menuFor.anchor" :chat="menuFor.chat" @choose="choose"/>
    <ChatMenu v-if="formatsFor" :anchor="formatsFor" @choose="exportPicked"/>
    <ViewMenu v-if="viewsFor" :anchor="viewsFor.anchor" :views="viewsFor.views" :view="view" @choose="show"/>
    <ChoiceBox v-if="choice" :key="choice.kind" :anchor="choice.anchor" :kind="choice.kind" :names="choiceNames(choice.kind)" :chosen="choiceChosen(choice)"
               @choose="chooseName" @close="endChoice"/>
  </nav>
  <Snack ref="snack" @undo="(key) => $emit('action', { action: 'undo', id: null, key })"/>
</div>`;
