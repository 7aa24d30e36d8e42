(* SymGeo.v -- what an exported claim means. These definitions, the claim file and Coq's kernel are all that a reader trusts. *)
From Coq Require Import Reals List.
From Coquelicot Require Import Coquelicot.
Import ListNotations.
Open Scope R_scope.

(* A chart point is its sequence of coordinates x 0, x 1, ... *)
Definition point := nat -> R.

(* x with coordinate i replaced by t *)
Definition upd (x : point) (i : nat) (t : R) : point :=
  fun j => if Nat.eqb j i then t else x j.

(* component k of F along the i-th coordinate line through x *)
Definition along (F : point -> list R) (k i : nat) (x : point) : R -> R :=
  fun t => nth k (F (upd x i t)) 0.

(* dF_k / dx_i at x, and that it exists: Derive is total, and means nothing where it does not *)
Definition partial (F : point -> list R) (k i : nat) (x : point) : R :=
  Derive (along F k i x) (x i).
Definition has_partials (m n : nat) (F : point -> list R) (x : point) : Prop :=
  forall k i, (k < n)%nat -> (i < m)%nat -> ex_derive (along F k i x) (x i).

Definition sumR (n : nat) (a : nat -> R) : R :=
  fold_right Rplus 0 (map a (seq 0 n)).
Definition entry (M : list (list R)) (i j : nat) : R := nth j (nth i M nil) 0.
Definition square (n : nat) (M : list (list R)) : Prop :=
  length M = n /\ forall row, In row M -> length row = n.

(* (F*H)_ij = sum_ab H_ab(F x) dF_a/dx_i dF_b/dx_j, for F : R^m -> R^n *)
Definition pullback_of (H : list R -> list (list R)) (n : nat) (F : point -> list R) (i j : nat) (x : point) : R :=
  sumR n (fun a => sumR n (fun b => entry (H (F x)) a b * (partial F a i x * partial F b j x))).

(* F*H = c G at the point x *)
Definition fits (H : list R -> list (list R)) (m n : nat) (F : point -> list R) (G : point -> list (list R)) (c : R) (x : point) : Prop :=
  forall i j, (i < m)%nat -> (j < m)%nat -> pullback_of H n F i j x = c * entry (G x) i j.

(* F has all partial derivatives on U and F*H = c G there with c > 0: isometric (c = 1), homothetic (c constant), conformal *)
Definition pulls_back_to (H : list R -> list (list R)) (m n : nat) (U : point -> Prop)
    (F : point -> list R) (G : point -> list (list R)) (c : point -> R) : Prop :=
  forall x, U x -> has_partials m n F x /\ 0 < c x /\ fits H m n F G (c x) x.

(* no c > 0 fits at all of the points, where F has all partial derivatives *)
Definition no_factor_at (H : list R -> list (list R)) (m n : nat)
    (F : point -> list R) (G : point -> list (list R)) (P : list point) : Prop :=
  (forall x, In x P -> has_partials m n F x) /\
  ~ exists c, 0 < c /\ forall x, In x P -> fits H m n F G c x.

(* c does not fit at x, where F has all partial derivatives *)
Definition not_factor_at (H : list R -> list (list R)) (m n : nat)
    (F : point -> list R) (G : point -> list (list R)) (c : R) (x : point) : Prop :=
  has_partials m n F x /\ ~ (0 < c /\ fits H m n F G c x).

(* functions that Coq's library lacks *)
Definition arccosh (x : R) : R := ln (x + sqrt (x ^ 2 - 1)).
Definition arctanh (x : R) : R := ln ((1 + x) / (1 - x)) / 2.
(* the angle of (u, v) in (-PI, PI), off the half line v = 0, u <= 0 *)
Definition arctan2 (v u : R) : R := 2 * atan (v / (sqrt (u ^ 2 + v ^ 2) + u)).
