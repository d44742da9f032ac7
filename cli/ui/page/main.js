import { showList } from './run-list.js';
import { RunPage } from './run-page.js';

if (location.pathname === '/') await showList();
else new RunPage(`${location.pathname}/events`);
