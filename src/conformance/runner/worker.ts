// Runs in the threads of the pool: replays cases one after another, or a session line by line.
import { sayLoaded } from '../../harness/runner/loaded-threads.js';
import { compareLines, SessionComparer } from '../compare-lines.js';
import { KINDS } from '../kinds.js';
import { linesOf } from './recordings.js';
import type { Answer, SessionOfFile, Task } from './protocol.js';

/** The pool's task function. */
export async function compareTask(task: Task): Promise<Answer> {
  return 'lines' in task ? compareLines(task.lines) : compareSession(task.session);
}

async function compareSession({ kind: name, file, only }: SessionOfFile): Promise<Answer> {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (kind?.shape !== 'session') throw new Error(`${name} is no kind of session`);
  const comparer = new SessionComparer(kind, only === null ? 'first' : 'all');
  for await (const line of linesOf(file)) comparer.take(line);
  return comparer.close();
}

sayLoaded();
