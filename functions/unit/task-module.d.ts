/** The user's task, put in place of this name when the item process is bundled. */
declare module 'fanfold:task' {
  import type { Task } from 'fanfold';

  const task: Task;
  export default task;
}
