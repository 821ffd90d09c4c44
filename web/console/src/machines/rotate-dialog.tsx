import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import { useLanguage } from "../language.tsx";
import { machineTexts as T } from "../texts/machines.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Refused } from "../ui/states.tsx";
import { KeyField } from "./key-field.tsx";
import { keyComplaint } from "./new-machine.ts";
import type { Machine, Registered } from "./types.ts";

interface Props {
  machine: Machine;
  onClose: () => void;
  onDone: (registered: Registered) => void;
}

/** Replaces a system's key, or its secret. */
export function RotateDialog({ machine, onClose, onDone }: Props) {
  const { say } = useLanguage();
  const [publicKey, setPublicKey] = useState("");
  const [asked, setAsked] = useState(false);
  const byKey = machine.auth === "private_key_jwt";
  const complaint = byKey ? keyComplaint(publicKey) : undefined;
  const rotate = useMutation({
    mutationFn: () =>
      api.call<Registered>(`/machines/${machine.id}/credential`, {
        method: "POST",
        body: byKey ? { publicKey: publicKey.trim() } : {},
      }),
    onSuccess: onDone,
  });
  return (
    <Dialog
      title={say(T.rotateOf, { name: machine.name })}
      width={640}
      onClose={onClose}
      ok={{
        text: say(T.rotate),
        danger: true,
        busy: rotate.isPending,
        onOk: () => {
          setAsked(true);
          if (!complaint) rotate.mutate();
        },
      }}
    >
      <p>{say(T.rotateSure)}</p>
      {byKey && (
        <KeyField value={publicKey} complaint={asked ? complaint : undefined} onChange={setPublicKey} />
      )}
      {rotate.error && <Refused thrown={rotate.error} />}
    </Dialog>
  );
}
