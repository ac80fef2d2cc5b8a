#!/usr/bin/env node
import { generateCommand } from './command';

void generateCommand().parseAsync();
