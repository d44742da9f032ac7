import { startS3 } from './local/s3/index.ts';
import http from 'node:http'; import fs from 'node:fs';
const s=await startS3({root:'/tmp/s3k',account:{region:'us-east-1',accountId:'0'}});
const agent=new http.Agent({keepAlive:true,maxSockets:1});
const go=()=>new Promise<any>(ok=>{const r=http.get(s.url+'/',{agent},res=>{res.resume();res.on('end',()=>ok([r.reusedSocket,res.headers.connection,res.headers['keep-alive']]))})});
console.log(await go());await new Promise(r=>setTimeout(r,8000));console.log(await go());agent.destroy();await s.close();fs.rmSync('/tmp/s3k',{recursive:true});
