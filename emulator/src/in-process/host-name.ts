/** The name at which a cloud in process is reached; `.invalid` names exist nowhere else. */
export const IN_PROCESS_HOST = 'aws.invalid';
