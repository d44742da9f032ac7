import { pythonServers } from '../../scripts/python/python-servers.ts';
import { PythonUnavailable } from '../../scripts/python/python-unavailable.ts';
import { startPythonServer } from '../../scripts/python/start-python-server.ts';
import type { Service } from './subject.ts';

/** moto's server, which knows nothing of this project. */
export const moto = {
  name: pythonServers.moto.title,
  async start(): Promise<Service | string> {
    try {
      return await startPythonServer('moto');
    } catch (error) {
      if (error instanceof PythonUnavailable) return error.message;
      throw error;
    }
  },
};
